package lab.servicekit.http;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public static ProblemException badRequest(String detail) {
        return Problem.of(400, detail).asException();
    }

    public static ProblemException notFound(String detail) {
        return Problem.of(404, detail).asException();
    }

    public static ProblemException unavailable(String detail) {
        return Problem.of(503, detail).asException();
    }

    public Problem problem() {
        return problem;
    }
}
