package lab.console.market;

import java.time.Instant;

/** What is to be seen on a chart at a moment, as it is answered. */
public record AnnotationRow(
        String id, Instant time, String pair, String layer, String text, String reference) {}
