package lab.launcher.course;

/**
 * Something that holds for tables.
 *
 * @param says in words
 * @param counterexamples SQL that finds rows only where it does not hold; plain enough for any
 *     engine
 */
record Claim(String says, String counterexamples) {
    static Claim filled(String table) {
        return new Claim(
                table + " has rows",
                "SELECT COUNT(*) AS counted FROM %s HAVING COUNT(*) = 0".formatted(table));
    }

    /** Of a table that holds whole partitions of the bus from their beginning. */
    static Claim wholeBus(String table) {
        return new Claim(
                table + " has each message of its topic, from the first to the newest",
                "SELECT bus_partition FROM %s GROUP BY bus_partition HAVING MAX(bus_offset) + 1 <> COUNT(DISTINCT bus_offset)"
                        .formatted(table));
    }

    static Claim noneTwice(String table) {
        return new Claim(
                table + " has no message twice",
                "SELECT bus_partition, bus_offset FROM %s GROUP BY bus_partition, bus_offset HAVING COUNT(*) > 1"
                        .formatted(table));
    }
}
