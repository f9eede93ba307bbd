package lab.flink.sql.format;

/** See {@link ClearingMessages#request}. */
public final class RequestFormatFactory extends MessageFormatFactory {
    public RequestFormatFactory() {
        super(ClearingMessages.request());
    }
}
