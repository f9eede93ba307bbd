package lab.flink.sql.format;

/** See {@link ClearingMessages#market}. */
public final class MarketFormatFactory extends MessageFormatFactory {
    public MarketFormatFactory() {
        super(ClearingMessages.market());
    }
}
