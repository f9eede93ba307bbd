package lab.flink.sql.format;

/** See {@link ClearingMessages#execution}. */
public final class ExecutionFormatFactory extends MessageFormatFactory {
    public ExecutionFormatFactory() {
        super(ClearingMessages.execution());
    }
}
