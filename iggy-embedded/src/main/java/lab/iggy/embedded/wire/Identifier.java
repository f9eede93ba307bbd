package lab.iggy.embedded.wire;

import java.nio.charset.StandardCharsets;

/** How a request names a stream, a topic or a consumer: by number or by name. */
public sealed interface Identifier {
    record Numeric(int id) implements Identifier {
        @Override
        public String toString() {
            return Integer.toUnsignedString(id);
        }
    }

    record Named(String name) implements Identifier {
        @Override
        public String toString() {
            return name;
        }
    }

    /** The number that stands for a plain consumer: its own, or the hash of its name. */
    default int consumerId() {
        return switch (this) {
            case Numeric(var id) -> id;
            case Named(var name) -> KeyHash.of(name.getBytes(StandardCharsets.UTF_8));
        };
    }
}
