package lab.flink.sql.format;

/** See {@link ClearingMessages#order}. */
public final class OrderFormatFactory extends MessageFormatFactory {
    public OrderFormatFactory() {
        super(ClearingMessages.order());
    }
}
