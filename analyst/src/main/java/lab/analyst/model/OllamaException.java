package lab.analyst.model;

/** What Ollama itself says went wrong. */
final class OllamaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OllamaException(String problem) {
        super(problem);
    }
}
