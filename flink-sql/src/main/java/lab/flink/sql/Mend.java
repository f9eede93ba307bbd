package lab.flink.sql;

/** The commands that mend what must not start, as messages name them. */
final class Mend {
    /** Keeps bus, cold tier and imports, and builds the rest anew. */
    static final String DERIVED = "./lab reset --only derived";

    /** Where the bus lacks what the rest would be built of. */
    static final String WITHOUT_THE_BUS =
            "put a backup of the data directory back, or run ./lab reset, which takes all away and begins anew; "
                    + DERIVED
                    + " cannot help here, as the bus lacks what it would build the tables of; the jobs that are not refused run meanwhile";

    private Mend() {}
}
