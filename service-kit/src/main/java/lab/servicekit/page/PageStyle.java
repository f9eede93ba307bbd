package lab.servicekit.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** How pages look, and how text comes into them. */
public final class PageStyle {
    /** How a page that began with {@link #head} ends. */
    public static final String FOOT = "</main></body></html>";

    private PageStyle() {}

    /**
     * How a page begins.
     *
     * @param title as text
     */
    public static String head(String title) {
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>"
                + escaped(title)
                + "</title><style>"
                + css()
                + "</style></head><body><main>";
    }

    private static String css() {
        try (InputStream css = PageStyle.class.getResourceAsStream("page.css")) {
            if (css == null) {
                throw new IllegalStateException("page.css: must be beside its class");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text that cannot be taken for markup. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
