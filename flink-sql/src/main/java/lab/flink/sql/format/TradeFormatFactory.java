package lab.flink.sql.format;

/** See {@link MessageKind#trade}. */
public final class TradeFormatFactory extends MessageFormatFactory {
    public TradeFormatFactory() {
        super(MessageKind.trade());
    }
}
