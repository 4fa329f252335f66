"""Which calling codes there are, how long their numbers can be, and whose they are.

The tables below the line are made by `tests/make_calling_codes.py` from the data of the
`phonenumbers` library, which takes too long to import for a linter.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from msglint.regexes import regex

_SEPARATORS = regex(r"\(0\)|[^0-9+]")
_WRITTEN = regex(r"\s*(?:\+|00)?\(?[1-9](?:[0-9()./\s\u2010-\u2015-]*[0-9])\s*")
"""A number as people write it: with the country code in front, and separators."""


class Plan(NamedTuple):
    """The numbers behind one calling code: whose they are, how many digits they can have."""

    regions: str
    lengths: tuple[int, ...]
    mobile: tuple[int, ...]


def split(number: str) -> tuple[str, str] | None:
    """A number, with or without `+`, as calling code and the digits behind it; None for no country's.

    >>> split("+447700900123"), split("210123456")
    (('44', '7700900123'), None)
    """
    digits = number.removeprefix("+")
    for width in (1, 2, 3):
        if digits[:width] in PLANS:
            return digits[:width], digits[width:]
    return None


def is_possible(number: str) -> bool:
    """Whether a number has a calling code and a length that numbers behind this code can have."""
    return are_possible([number])


def are_possible(numbers: list[str]) -> bool:
    """Whether that is so of all numbers."""
    for number in numbers:  # every recipient comes by here, so without a call for each
        if number[:1] == "+":
            if len(number) - 1 not in _lengths(number[1:4]):
                return False
        elif len(number) not in _lengths(number[:3]):
            return False
    return True


@lru_cache(maxsize=1024)  # every recipient comes by here
def _lengths(start: str) -> frozenset[int]:
    """How many digits numbers can have that start with these, the calling code included."""
    for width in (1, 2, 3):  # as `split` does
        plan = PLANS.get(start[:width])
        if plan is not None:
            return frozenset(width + length for length in plan.lengths)
    return frozenset()


def regions_of(number: str) -> tuple[str, ...]:
    """The two-letter codes of the countries a number may belong to, the likeliest first.

    Of the many that share `+1` the area code tells; one that nobody has may be of any.

    >>> regions_of("+14165550123"), regions_of("+447700900123"), regions_of("210123456")
    (('CA',), ('GB', 'GG', 'IM', 'JE'), ())
    """
    parts = split(number)
    if parts is None:
        return ()
    if parts[0] == "1":
        region = _areas().get(parts[1][:3])
        if region is not None:
            return (region,)
    return tuple(PLANS[parts[0]].regions.split())


def code_of(region: str) -> str | None:
    """The calling code of a country.

    >>> code_of("GB"), code_of("JM"), code_of("XX")
    ('44', '1', None)
    """
    return _codes().get(region)


def tidied(text: str) -> str | None:
    """The E.164 number that a text with blanks, hyphens, brackets, or `00` in front stands for.

    None where that is not beyond doubt, and where the text is such a number already.

    >>> tidied("+44 (0)7700 900-123"), tidied("0044 7700 900123"), tidied("07700 900123")
    ('+447700900123', '+447700900123', None)
    """
    if len(text) > 40 or not _WRITTEN.fullmatch(text):
        return None
    number = _SEPARATORS.sub("", text)
    number = f"+{number[2:]}" if number.startswith("00") else number
    return number if number != text and number.isascii() and is_possible(number) else None


@cache
def _codes() -> dict[str, str]:
    return {region: code for code, plan in PLANS.items() for region in plan.regions.split()}


@cache
def _areas() -> dict[str, str]:
    return {area: region for region, areas in AREAS.items() for area in areas.split()}


# The lines below are generated: run tests/make_calling_codes.py.

VERSION = "9.0.43"
"""The release of `phonenumbers` that the tables come from."""

# fmt: off
PLANS: dict[str, Plan] = {
    "1": Plan("US AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI", (10,), (10,)),
    "20": Plan("EG", (8, 9, 10), (10,)), "211": Plan("SS", (9,), (9,)), "212": Plan("MA EH", (9,), (9,)),
    "213": Plan("DZ", (8, 9), (9,)), "216": Plan("TN", (8,), (8,)), "218": Plan("LY", (9,), (9,)),
    "220": Plan("GM", (7, 9), (7, 9)), "221": Plan("SN", (9,), (9,)), "222": Plan("MR", (8,), (8,)),
    "223": Plan("ML", (8,), (8,)), "224": Plan("GN", (8, 9), (9,)), "225": Plan("CI", (10,), (10,)),
    "226": Plan("BF", (8,), (8,)), "227": Plan("NE", (8,), (8,)), "228": Plan("TG", (8,), (8,)),
    "229": Plan("BJ", (10,), (10,)), "230": Plan("MU", (7, 8, 10), (8,)),
    "231": Plan("LR", (7, 8, 9), (7, 9)), "232": Plan("SL", (8,), (8,)), "233": Plan("GH", (8, 9), (9,)),
    "234": Plan("NG", (10, 11, 12, 13, 14), (10,)), "235": Plan("TD", (8,), (8,)),
    "236": Plan("CF", (8,), (8,)), "237": Plan("CM", (8, 9), (9,)), "238": Plan("CV", (7,), (7,)),
    "239": Plan("ST", (7,), (7,)), "240": Plan("GQ", (9,), (9,)), "241": Plan("GA", (7, 8), (7, 8)),
    "242": Plan("CG", (9,), (9,)), "243": Plan("CD", (7, 8, 9, 10), (7, 9)), "244": Plan("AO", (9,), (9,)),
    "245": Plan("GW", (7, 9), (9,)), "246": Plan("IO", (7,), (7,)), "247": Plan("AC", (5, 6), (5,)),
    "248": Plan("SC", (7,), (7,)), "249": Plan("SD", (9,), (9,)), "250": Plan("RW", (8, 9), (9,)),
    "251": Plan("ET", (9,), (9,)), "252": Plan("SO", (6, 7, 8, 9), (7, 8, 9)), "253": Plan("DJ", (8,), (8,)),
    "254": Plan("KE", (7, 8, 9, 10), (9,)), "255": Plan("TZ", (9,), (9,)), "256": Plan("UG", (9,), (9,)),
    "257": Plan("BI", (8,), (8,)), "258": Plan("MZ", (8, 9), (9,)), "260": Plan("ZM", (9,), (9,)),
    "261": Plan("MG", (9,), (9,)), "262": Plan("RE YT", (9,), (9,)), "263": Plan("ZW", (7, 9, 10), (9,)),
    "264": Plan("NA", (8, 9), (9,)), "265": Plan("MW", (7, 9), (9,)), "266": Plan("LS", (8,), (8,)),
    "267": Plan("BW", (7, 8, 10), (8,)), "268": Plan("SZ", (8, 9), (8,)), "269": Plan("KM", (7,), (7,)),
    "27": Plan("ZA", (5, 6, 7, 8, 9, 10), (5, 6, 7, 8, 9)), "290": Plan("SH TA", (4, 5), (5,)),
    "291": Plan("ER", (7,), (7,)), "297": Plan("AW", (7,), (7,)), "298": Plan("FO", (6,), (6,)),
    "299": Plan("GL", (6,), (6,)), "30": Plan("GR", (10, 11, 12), (10,)),
    "31": Plan("NL", (5, 6, 7, 8, 9, 10, 11), (9, 11)), "32": Plan("BE", (8, 9), (9,)),
    "33": Plan("FR", (9,), (9,)), "34": Plan("ES", (9,), (9,)), "350": Plan("GI", (8,), (8,)),
    "351": Plan("PT", (9,), (9,)), "352": Plan("LU", (4, 5, 6, 7, 8, 9, 10, 11), (9,)),
    "353": Plan("IE", (7, 8, 9, 10), (9,)), "354": Plan("IS", (7, 9), (7, 9)),
    "355": Plan("AL", (6, 7, 8, 9), (9,)), "356": Plan("MT", (8,), (8,)), "357": Plan("CY", (8,), (8,)),
    "358": Plan("FI AX", (5, 6, 7, 8, 9, 10, 11, 12), (6, 7, 8, 9, 10)),
    "359": Plan("BG", (6, 7, 8, 9, 12), (8, 9)), "36": Plan("HU", (8, 9), (9,)),
    "370": Plan("LT", (8,), (8,)), "371": Plan("LV", (8,), (8,)), "372": Plan("EE", (7, 8, 10), (7, 8)),
    "373": Plan("MD", (8,), (8,)), "374": Plan("AM", (8,), (8,)),
    "375": Plan("BY", (6, 7, 8, 9, 10, 11), (9,)), "376": Plan("AD", (6, 8, 9), (6, 9)),
    "377": Plan("MC", (8, 9), (8, 9)), "378": Plan("SM", (8, 10), (8,)), "380": Plan("UA", (9, 10), (9,)),
    "381": Plan("RS", (6, 7, 8, 9, 10, 11, 12), (8, 9, 10)), "382": Plan("ME", (8, 9), (8,)),
    "383": Plan("XK", (8, 9, 10, 11, 12), (8,)), "385": Plan("HR", (7, 8, 9), (8, 9)),
    "386": Plan("SI", (5, 6, 7, 8), (8,)), "387": Plan("BA", (8, 9), (8, 9)), "389": Plan("MK", (8,), (8,)),
    "39": Plan("IT VA", (6, 7, 8, 9, 10, 11, 12), (9, 10)), "40": Plan("RO", (6, 9), (9,)),
    "41": Plan("CH", (9, 12), (9,)), "420": Plan("CZ", (9, 10, 11, 12), (9,)),
    "421": Plan("SK", (6, 7, 9), (9,)), "423": Plan("LI", (7, 9), (7, 9)),
    "43": Plan("AT", (4, 5, 6, 7, 8, 9, 10, 11, 12, 13), (7, 8, 9, 10, 11, 12, 13)),
    "44": Plan("GB GG IM JE", (7, 9, 10), (10,)), "45": Plan("DK", (8,), (8,)),
    "46": Plan("SE", (6, 7, 8, 9, 10, 12), (9,)), "47": Plan("NO SJ", (5, 8), (8,)),
    "48": Plan("PL", (6, 7, 8, 9, 10), (9,)),
    "49": Plan("DE", (4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15), (10, 11)), "500": Plan("FK", (5,), (5,)),
    "501": Plan("BZ", (7, 11), (7,)), "502": Plan("GT", (8, 11), (8,)), "503": Plan("SV", (7, 8, 11), (8,)),
    "504": Plan("HN", (8, 11), (8,)), "505": Plan("NI", (8,), (8,)), "506": Plan("CR", (8, 10), (8,)),
    "507": Plan("PA", (7, 8, 10, 11), (7, 8)), "508": Plan("PM", (6, 9), (6, 9)),
    "509": Plan("HT", (8,), (8,)), "51": Plan("PE", (8, 9), (9,)), "52": Plan("MX", (10,), (10,)),
    "53": Plan("CU", (6, 7, 8, 10), (8,)), "54": Plan("AR", (10, 11), (10, 11)),
    "55": Plan("BR", (8, 9, 10, 11), (10, 11)), "56": Plan("CL", (9, 10, 11), (9,)),
    "57": Plan("CO", (8, 10, 11), (10,)), "58": Plan("VE", (10,), (10,)), "590": Plan("GP BL MF", (9,), (9,)),
    "591": Plan("BO", (8, 9), (8,)), "592": Plan("GY", (7,), (7,)), "593": Plan("EC", (8, 9, 10, 11), (9,)),
    "594": Plan("GF", (9,), (9,)), "595": Plan("PY", (6, 7, 8, 9, 10, 11), (9,)),
    "596": Plan("MQ", (9,), (9,)), "597": Plan("SR", (6, 7), (7,)),
    "598": Plan("UY", (4, 5, 6, 7, 8, 9, 10, 11, 12, 13), (8,)), "599": Plan("CW BQ", (7, 8), (7, 8)),
    "60": Plan("MY", (8, 9, 10), (9, 10)), "61": Plan("AU CC CX", (5, 6, 7, 8, 9, 10, 12), (9,)),
    "62": Plan("ID", (7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17), (9, 10, 11, 12)),
    "63": Plan("PH", (6, 8, 9, 10, 11, 12, 13), (10,)), "64": Plan("NZ", (5, 6, 7, 8, 9, 10), (8, 9, 10)),
    "65": Plan("SG", (8, 10, 11), (8,)), "66": Plan("TH", (8, 9, 10, 13), (9,)),
    "670": Plan("TL", (7, 8), (8,)), "672": Plan("NF", (6,), (6,)), "673": Plan("BN", (7,), (7,)),
    "674": Plan("NR", (7,), (7,)), "675": Plan("PG", (7, 8), (8,)), "676": Plan("TO", (5, 7), (7,)),
    "677": Plan("SB", (5, 7), (5, 7)), "678": Plan("VU", (5, 7), (7,)), "679": Plan("FJ", (7, 11), (7,)),
    "680": Plan("PW", (7,), (7,)), "681": Plan("WF", (6, 9), (6,)), "682": Plan("CK", (5,), (5,)),
    "683": Plan("NU", (4, 7), (4, 7)), "685": Plan("WS", (5, 6, 7, 10), (7, 10)),
    "686": Plan("KI", (5, 8), (8,)), "687": Plan("NC", (6,), (6,)), "688": Plan("TV", (5, 6, 7), (6, 7)),
    "689": Plan("PF", (6, 8, 9), (8,)), "690": Plan("TK", (4, 5, 6, 7), (4, 5, 6, 7)),
    "691": Plan("FM", (7,), (7,)), "692": Plan("MH", (7,), (7,)), "7": Plan("RU KZ", (10, 14), (10,)),
    "800": Plan("001", (8,), (8,)), "808": Plan("001", (8,), (8,)),
    "81": Plan("JP", (8, 9, 10, 11, 12, 13, 14, 15, 16, 17), (10,)),
    "82": Plan("KR", (5, 6, 8, 9, 10, 11, 12, 13, 14), (9, 10)), "84": Plan("VN", (7, 8, 9, 10), (9,)),
    "850": Plan("KP", (8, 10), (10,)), "852": Plan("HK", (5, 6, 7, 8, 9, 11), (8,)),
    "853": Plan("MO", (7, 8), (8,)), "855": Plan("KH", (8, 9, 10), (8, 9)),
    "856": Plan("LA", (8, 9, 10), (9, 10)), "86": Plan("CN", (7, 8, 9, 10, 11, 12), (11,)),
    "870": Plan("001", (9, 12), (9, 12)), "878": Plan("001", (12,), (12,)),
    "880": Plan("BD", (6, 7, 8, 9, 10), (10,)), "881": Plan("001", (9, 10), (9, 10)),
    "882": Plan("001", (7, 8, 9, 10, 11, 12), (7, 8, 9, 10, 12)),
    "883": Plan("001", (8, 9, 10, 11, 12), (8, 9, 10, 11, 12)), "886": Plan("TW", (7, 8, 9, 10, 11), (9,)),
    "888": Plan("001", (11,), (11,)), "90": Plan("TR", (7, 10, 12, 13), (10,)),
    "91": Plan("IN", (8, 9, 10, 11, 12, 13), (10,)), "92": Plan("PK", (8, 9, 10, 11, 12), (10,)),
    "93": Plan("AF", (9,), (9,)), "94": Plan("LK", (9,), (9,)),
    "95": Plan("MM", (6, 7, 8, 9, 10), (7, 8, 9, 10)), "960": Plan("MV", (7, 10), (7,)),
    "961": Plan("LB", (7, 8), (7, 8)), "962": Plan("JO", (8, 9), (9,)), "963": Plan("SY", (8, 9), (9,)),
    "964": Plan("IQ", (8, 9, 10), (10,)), "965": Plan("KW", (7, 8), (8,)), "966": Plan("SA", (9, 10), (9,)),
    "967": Plan("YE", (7, 8, 9), (9,)), "968": Plan("OM", (7, 8, 9), (8,)),
    "970": Plan("PS", (8, 9, 10), (9,)), "971": Plan("AE", (5, 6, 7, 8, 9, 10, 11, 12), (9,)),
    "972": Plan("IL", (7, 8, 9, 10, 11, 12), (9,)), "973": Plan("BH", (8,), (8,)),
    "974": Plan("QA", (7, 8, 9, 11), (8,)), "975": Plan("BT", (7, 8), (8,)),
    "976": Plan("MN", (8, 9, 10), (8,)), "977": Plan("NP", (8, 10, 11), (10,)),
    "979": Plan("001", (9,), (9,)), "98": Plan("IR", (4, 5, 6, 7, 10), (10,)), "992": Plan("TJ", (9,), (9,)),
    "993": Plan("TM", (8,), (8,)), "994": Plan("AZ", (9,), (9,)), "995": Plan("GE", (9,), (9,)),
    "996": Plan("KG", (9, 10), (9,)), "998": Plan("UZ", (9,), (9,)),
}
"""Calling code to its numbers."""

AREAS: dict[str, str] = {
    "AG": "268", "AI": "264", "AS": "684", "BB": "246", "BM": "441", "BS": "242",
    "CA": (
        "204 226 236 249 250 257 263 273 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 "
        "468 474 506 514 519 548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 "
        "819 825 867 873 879 902 905 942 "
    ),
    "DM": "767", "DO": "809 829 849", "GD": "473", "GU": "671", "JM": "658 876", "KN": "869", "KY": "345",
    "LC": "758", "MP": "670", "MS": "664", "PR": "787 939", "SX": "721", "TC": "649", "TT": "868",
    "US": (
        "201 202 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 220 223 224 225 227 228 229 "
        "231 234 235 239 240 248 251 252 253 254 256 260 262 267 269 270 272 274 276 279 281 283 301 302 "
        "303 304 305 307 308 309 310 312 313 314 315 316 317 318 319 320 321 323 324 325 326 327 329 330 "
        "331 332 334 336 337 339 341 346 347 350 351 352 353 360 361 363 364 369 380 385 386 401 402 404 "
        "405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 430 432 434 435 440 442 443 445 447 "
        "448 458 463 464 469 470 472 475 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 "
        "516 517 518 520 530 531 534 539 540 541 551 557 559 561 562 563 564 567 570 571 572 573 574 575 "
        "580 582 585 586 601 602 603 605 606 607 608 609 610 612 614 615 616 617 618 619 620 623 626 628 "
        "629 630 631 636 640 641 645 646 650 651 656 657 659 660 661 662 667 669 678 680 681 682 686 689 "
        "701 702 703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 725 726 727 728 730 731 732 "
        "734 737 738 740 743 747 748 754 757 760 762 763 765 769 770 771 772 773 774 775 779 781 785 786 "
        "801 802 803 804 805 806 808 810 812 813 814 815 816 817 818 820 821 826 828 830 831 832 835 838 "
        "839 840 843 845 847 848 850 854 856 857 858 859 860 862 863 864 865 870 872 878 901 903 904 906 "
        "907 908 909 910 912 913 914 915 916 917 918 919 920 925 928 929 930 931 934 936 937 938 940 941 "
        "943 945 947 948 949 951 952 954 956 959 970 971 972 973 975 978 979 980 983 984 985 986 989 "
    ),
    "VC": "784", "VG": "284", "VI": "340",
}
"""Country to its area codes behind `+1`."""
# fmt: on
