package lab.flink.sql;

/** The commands that mend what must not start, as messages name them. */
final class Mend {
    /** Keeps bus, cold tier and imports, and builds the rest anew. */
    static final String DERIVED = "./lab reset --only derived";

    private Mend() {}
}
