package lab.flink.sql.format;

/** See {@link MessageKind#deadLetter}. */
public final class DeadLetterFormatFactory extends MessageFormatFactory {
    public DeadLetterFormatFactory() {
        super(MessageKind.deadLetter());
    }
}
