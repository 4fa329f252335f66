"""Where the API is: regions, legacy hosts, base URLs."""

from __future__ import annotations

import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msglint.api.hosts import LEGACY_HOSTS, REGIONS, advice, base_url, is_loopback
from msglint.errors import UsageError


def refused(region: str | None, url: str | None) -> str:
    with pytest.raises(UsageError) as caught:
        base_url(region, url)
    return str(caught.value)


def test_regions_and_legacy_hosts_by_name() -> None:
    assert sorted(REGIONS) == ["au", "ca", "eu", "in", "uk", "us", "us1"]
    for region in REGIONS:
        found = base_url(region, None)
        assert found == f"https://api.{region}.webexconnect.io"
        assert advice(found) is None
    assert base_url("EU", None) == "https://api.eu.webexconnect.io"
    for host in LEGACY_HOSTS:
        found = base_url(host, None)
        assert found == f"https://{host}"
        assert "legacy" in (advice(found) or "")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Ireland", "eu"),
        ("londn", "uk"),
        ("us-1", "us1"),
        ("1us", "us1"),
        ("api.imiconect.io", "api.imiconnect.io"),
    ],
)
def test_did_you_mean(name: str, meant: str) -> None:
    assert refused(name, None).endswith(f"did you mean {meant}?")


@pytest.mark.parametrize("name", ["", "mars", "x" * 10_000, "eu.webexconnect.io/"])
def test_no_such_region(name: str) -> None:
    told = refused(name, None)
    assert "eu (Ireland)" in told
    assert len(told) < 300


def test_one_of_both() -> None:
    assert "--region" in refused(None, None)
    assert "exclude" in refused("eu", "https://api.eu.webexconnect.io")


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://gateway.example.com", "https://gateway.example.com"),
        ("HTTPS://Gateway.Example.COM:8443/webex/", "https://gateway.example.com:8443/webex"),
        ("https://192.0.2.7", "https://192.0.2.7"),
        ("https://[2001:db8::1]:444", "https://[2001:db8::1]:444"),
        ("http://127.0.0.1:8765/", "http://127.0.0.1:8765"),
        ("http://127.254.3.2", "http://127.254.3.2"),
        ("http://localhost:80", "http://localhost:80"),
        ("http://LOCALHOST", "http://localhost"),
        ("http://[::1]:8765", "http://[::1]:8765"),
    ],
)
def test_base_urls(url: str, found: str) -> None:
    assert base_url(None, url) == found
    assert base_url(None, found) == found


@pytest.mark.parametrize(
    "url",
    [
        "http://api.eu.webexconnect.io",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://0.0.0.0",
        "http://10.0.0.1",
        "http://[::]",
        "http://[::ffff:192.0.2.7]",
        "http://2130706433",
    ],
)
def test_plain_http_goes_to_this_machine_only(url: str) -> None:
    assert "must be https" in refused(None, url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.eu.webexconnect.io",
        "//api.eu.webexconnect.io",
        "ftp://example.com",
        "file:///etc/passwd",
        "https://",
        "https:///x",
        "https://example.com:port",
        "https://example.com:99999",
        "https://[::1",
        "https://[fe80::1%25eth0]",
        "https://a..example.com",
        "https://-a.example.com",
        "https://" + "a" * 64 + ".example.com",
        "https://" + "a." * 200 + "com",
        "https://exa mple.com",
        "https://example.com/\n",
        "https://exam\tple.com",
        "https://bücher.example",
        "https://example.com\\@evil.example",
        "https://example.com/a/../b",
        "https://example.com//b",
        "https://example.com/<b>",
        "https://example.com?x=1",
        "https://example.com/?",
        "https://example.com/#",
    ],
)
def test_what_is_no_base_url(url: str) -> None:
    assert refused(None, url).startswith("--base-url")


def test_no_password_in_a_base_url() -> None:
    for url in (
        "https://robot:hunter22@example.com",
        "https://hunter22@example.com",
        "https://@x.example",
        "http://localhost:hunter22@x",
    ):
        told = refused(None, url)
        assert "user or password" in told
        assert "hunter22" not in told


def test_advice_on_a_host_without_its_first_word() -> None:
    assert "api.eu.webexconnect.io" in (advice("https://eu.webexconnect.io") or "")
    assert advice("https://gateway.example.com") is None


def test_loopback() -> None:
    for host in ("localhost", "LocalHost", "127.0.0.1", "127.255.255.254", "::1", "0:0:0:0:0:0:0:1"):
        assert is_loopback(host), host
    for host in ("", "localhost.", "localhost.example.com", "128.0.0.1", "::", "::2", "127.1", "example.com"):
        assert not is_loopback(host), host


@given(
    st.text(alphabet="htps:/@\\?#[]%.-127localex\t\n ü", max_size=30).map(lambda rest: "https://" + rest)
    | st.text(alphabet=":/@\\?#[].127localhostexample", max_size=30).map(lambda rest: "http://" + rest)
    | st.text(max_size=30)
)
def test_what_is_accepted_is_read_the_same_by_the_client(url: str) -> None:
    try:
        found = base_url(None, url)
    except UsageError:
        return
    read = httpx.URL(found + "/v2/messages")
    assert read.userinfo == b""
    assert read.path.endswith("/v2/messages")
    assert read.scheme == "https" or is_loopback(read.host)
    assert re.fullmatch(r"[a-z0-9_.:-]+", read.host)
