package lab.flink.sql.job;

/** The commands that mend what must not start, as messages name them. */
public final class Mend {
    /** Keeps bus, cold tier and imports, and builds the rest anew. */
    public static final String DERIVED = "./lab reset --only derived";

    /** Where bus and cold tier lack what the rest would be built of. */
    static final String WITHOUT_THE_BUS =
            "put a backup of the data directory back, or run ./lab reset, which takes all away and begins anew; "
                    + DERIVED
                    + " cannot help here, as the cold tier lacks what the bus does; the jobs that are not refused run meanwhile";

    /** Where the bus is not the one that the tables were made of. */
    public static final String ANOTHER_BUS =
            "name the broker that the tables were made of by --iggy, or put a backup of the data directory back, or run ./lab reset, which takes all away and begins anew; "
                    + DERIVED
                    + " cannot help here; the jobs that are not refused run meanwhile";

    private Mend() {}
}
