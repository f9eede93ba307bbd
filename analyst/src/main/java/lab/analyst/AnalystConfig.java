package lab.analyst;

import java.net.URI;
import java.nio.file.Path;
import lab.servicekit.http.HttpConfig;

/**
 * What the analyst is set to.
 *
 * @param folder where it keeps all that was said; one for each environment of tables
 * @param patterns the address of the pattern service
 */
public record AnalystConfig(HttpConfig http, Path folder, URI patterns, AnalystSettings settings) {}
