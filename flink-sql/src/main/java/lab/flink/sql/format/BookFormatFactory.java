package lab.flink.sql.format;

/** See {@link MessageKind#book}. */
public final class BookFormatFactory extends MessageFormatFactory {
    public BookFormatFactory() {
        super(MessageKind.book());
    }
}
