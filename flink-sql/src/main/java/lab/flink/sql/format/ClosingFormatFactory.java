package lab.flink.sql.format;

/** See {@link ClearingMessages#closing}. */
public final class ClosingFormatFactory extends MessageFormatFactory {
    public ClosingFormatFactory() {
        super(ClearingMessages.closing());
    }
}
