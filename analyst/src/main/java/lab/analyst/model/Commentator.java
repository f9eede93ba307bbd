package lab.analyst.model;

/** Comments on facts. */
public interface Commentator {
    /** Who speaks, as every commentary of it is marked. */
    String source();

    /** What it says; takes no longer than it is allowed to, and throws nothing. */
    Reply comment(Question question) throws InterruptedException;
}
