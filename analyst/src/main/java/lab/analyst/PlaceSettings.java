package lab.analyst;

import java.net.URI;
import java.nio.file.Path;
import lab.servicekit.Default;
import lab.servicekit.HttpConfig;

/** Where an analyst that runs on its own finds what it reads, and keeps what was said. */
record PlaceSettings(
        @Default("data/warehouse") Path warehouse,
        @Default("crypto") String database,
        @Default("data/analyst") Path folder,
        @Default("http://127.0.0.1:8003") URI patternsUrl,
        @Default("data/secrets/token") Path token) {
    AnalystConfig config(HttpConfig told, AnalystSettings settings) {
        var http =
                new HttpConfig(
                        told.bind(),
                        told.port() == 0 ? AnalystConfig.PORT : told.port(),
                        told.hosts());
        return new AnalystConfig(http, folder, patternsUrl, settings);
    }
}
