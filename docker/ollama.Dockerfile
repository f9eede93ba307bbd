# Ollama without root: its models in a folder that a user of no rights may write.
FROM ollama/ollama:0.12.6

RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin ollama \
    && install --directory --owner=10001 --group=10001 /models

ENV HOME=/models OLLAMA_MODELS=/models OLLAMA_HOST=127.0.0.1:11434
USER 10001:10001
VOLUME /models
