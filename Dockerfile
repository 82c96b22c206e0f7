# Two stages: one installs the pinned requirements and compiles the kernels, the other only runs.
#
# The base is named by tag. Where the build must be repeatable to the byte, pin its digest:
#   docker build --build-arg PYTHON_IMAGE=python:3.13-slim-trixie@sha256:... .
ARG PYTHON_IMAGE=python:3.13-slim-trixie
ARG TARGETARCH

# Numba files a compiled kernel under the name and the features of the CPU that it was compiled for. An image
# is seldom run where it was built, so kernels for the builder's own CPU would be compiled again at every start.
# Naming a common level instead makes them valid everywhere: for amd64 the one with AVX2 and FMA (2013 and
# later), as fast as native code on the vector loops and twice as fast as plain amd64; arm64 has its vector
# unit in the base level. On an older amd64 machine run with `-e NUMBA_CPU_NAME=generic`: the kernels are then
# compiled at the first start.
FROM ${PYTHON_IMAGE} AS base-amd64
ENV NUMBA_CPU_NAME=x86-64-v3 NUMBA_CPU_FEATURES=""

FROM ${PYTHON_IMAGE} AS base-arm64
ENV NUMBA_CPU_NAME=generic NUMBA_CPU_FEATURES=""

# hadolint ignore=DL3006
FROM base-${TARGETARCH} AS base
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    NUMBA_CACHE_DIR=/app/kernels \
    OPENBLAS_NUM_THREADS=1 \
    RHEOBASE_HOST=0.0.0.0 \
    RHEOBASE_PORT=8000
WORKDIR /app

FROM base AS build
COPY requirements.txt .
RUN python -m venv --without-pip /opt/venv \
    && pip --python /opt/venv/bin/python install --no-cache-dir --require-hashes --only-binary=:all: \
        --requirement requirements.txt
COPY LICENSE ./
COPY core core
COPY service service
# The cache knows a kernel by the path and the content of its file: so compile here, under the final path.
RUN python -m compileall -q core service && python -m service --warm

FROM base AS run
# The number, not the name, is what an orchestrator can check to be other than root.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin rheobase
COPY --from=build /opt/venv /opt/venv
COPY --from=build --chown=10001:10001 /app/kernels kernels
COPY --from=build /app/LICENSE ./
COPY --from=build /app/core core
COPY --from=build /app/service service
ENV PYTHONDONTWRITEBYTECODE=1
# Numba insists on a cache that it can write to. As a volume it is one under `docker run --read-only` too, and
# starts with the kernels compiled above.
VOLUME /app/kernels
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"RHEOBASE_PORT\"]}/readyz', timeout=2)"]
ENTRYPOINT ["python", "-m", "service"]
