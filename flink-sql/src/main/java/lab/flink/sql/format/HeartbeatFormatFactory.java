package lab.flink.sql.format;

/** See {@link MessageKind#heartbeat}. */
public final class HeartbeatFormatFactory extends MessageFormatFactory {
    public HeartbeatFormatFactory() {
        super(MessageKind.heartbeat());
    }
}
