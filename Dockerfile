# msglint as an image: docker build -t msglint .
# Then, in a folder with messages: docker run --rm -v "$PWD:/messages:ro" msglint check .
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY msglint msglint/
COPY schemas schemas/
RUN python -m venv /opt/msglint && /opt/msglint/bin/pip install --no-cache-dir --disable-pip-version-check .

FROM python:3.13-slim
COPY --from=build /opt/msglint /opt/msglint
ENV PATH=/opt/msglint/bin:$PATH PYTHONUTF8=1
RUN useradd --system --no-create-home --uid 10001 msglint
USER 10001
WORKDIR /messages
ENTRYPOINT ["msglint"]
CMD ["--help"]
