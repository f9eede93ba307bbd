package lab.flink.sql;

import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/** The Java operators that SQL files may attach, by name. */
final class Operators {
    /** Raised with every change to what an operator keeps or gives. */
    static final int VERSION = 1;

    private Operators() {}

    static void attach(Statement.Attach attach, StreamTableEnvironment tables) {
        if (!attach.operator().equals("candles")) {
            throw new IllegalArgumentException("operator: must be known, was " + attach.operator());
        }
        tables.listViews();
    }
}
