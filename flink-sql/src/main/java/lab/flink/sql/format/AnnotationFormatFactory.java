package lab.flink.sql.format;

/** See {@link MessageKind#annotation}. */
public final class AnnotationFormatFactory extends MessageFormatFactory {
    public AnnotationFormatFactory() {
        super(MessageKind.annotation());
    }
}
