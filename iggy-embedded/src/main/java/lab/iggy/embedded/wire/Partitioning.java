package lab.iggy.embedded.wire;

/** How the producer wants the partition of a batch chosen. */
public sealed interface Partitioning {
    record Balanced() implements Partitioning {}

    record ById(int partition) implements Partitioning {}

    /** The key is only hashed, so what is kept of it is its hash. */
    record ByKey(int hash) implements Partitioning {}
}
