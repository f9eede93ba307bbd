package lab.iggy.embedded.wire;

/** Who polls or keeps an offset. */
public record Consumer(Kind kind, Identifier id) {
    public enum Kind {
        CONSUMER,
        GROUP
    }
}
