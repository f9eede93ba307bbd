package lab.flink.sql.job;

/**
 * The version of what an attached operator keeps in a checkpoint.
 *
 * @param version that it writes
 * @param readsFrom the oldest version that it still reads
 * @param keeps what the state means beyond its bytes, in words: window lengths, for one. It is part
 *     of the declaration, so that a developer who changes it is made to think of the version
 */
public record OperatorVersion(String name, int version, int readsFrom, String keeps) {
    public OperatorVersion {
        if (readsFrom < 1 || readsFrom > version) {
            throw new IllegalArgumentException(
                    "operator %s: must read from version 1 to %d, was %d"
                            .formatted(name, version, readsFrom));
        }
    }

    public boolean reads(int found) {
        return found >= readsFrom && found <= version;
    }

    /** As messages say it: {@code 3}, or {@code 2 to 3}. */
    public String wanted() {
        return readsFrom == version
                ? Integer.toString(version)
                : "%d to %d".formatted(readsFrom, version);
    }
}
