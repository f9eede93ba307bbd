package lab.backtest.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** How pages look, and how text comes into them. */
public final class PageStyle {
    private PageStyle() {}

    /** What stands in a page's style. */
    public static String css() {
        try (InputStream css = PageStyle.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css: must be beside the report");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Text that cannot be taken for markup. */
    public static String escaped(String text) {
        return Texts.escaped(text);
    }
}
