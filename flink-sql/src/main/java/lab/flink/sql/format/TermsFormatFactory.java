package lab.flink.sql.format;

/** See {@link ClearingMessages#terms}. */
public final class TermsFormatFactory extends MessageFormatFactory {
    public TermsFormatFactory() {
        super(ClearingMessages.terms());
    }
}
