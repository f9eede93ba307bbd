package lab.iggy.embedded.wire;

/** Where a poll starts reading. Numbers are unsigned, as everything on this wire. */
public sealed interface PollFrom {
    record Offset(long value) implements PollFrom {}

    /** The first message whose server time, in microseconds, is not before {@code micros}. */
    record Timestamp(long micros) implements PollFrom {}

    record First() implements PollFrom {}

    record Last() implements PollFrom {}

    /** The message after the stored offset. */
    record Next() implements PollFrom {}
}
