package lab.flink.sql.format;

/** See {@link MessageKind#tick}. */
public final class TickFormatFactory extends MessageFormatFactory {
    public TickFormatFactory() {
        super(MessageKind.tick());
    }
}
