# The chat page in a container: see the README for the line that builds and runs it.
FROM python:3.11-slim

RUN useradd --create-home --uid 1000 qa \
 && mkdir -p /data/documents /data/index \
 && chown -R qa:qa /data

WORKDIR /app
COPY constraints.txt pyproject.toml README.md LICENSE ./
COPY src ./src
# First torch, in the build without CUDA.
# `[postgres]` for an index in a database.
ARG EXTRAS=""
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
RUN pip install --no-cache-dir --constraint constraints.txt --no-deps --index-url "$TORCH_INDEX" torch \
 && pip install --no-cache-dir --constraint constraints.txt ".$EXTRAS"

USER qa
WORKDIR /data
ENV QA_WEB__HOST=0.0.0.0 QA_WEB__WITHOUT_LOGIN=true QA_WEB__KEPT=/data/index/kept.jsonl
VOLUME ["/data/documents", "/data/index"]
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:7860/', timeout=10)"]
CMD ["qa", "serve"]
