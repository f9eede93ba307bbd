package lab.lancer;

import java.nio.file.Path;
import lab.servicekit.Default;

/** Where a pattern service that runs on its own finds the candles, and keeps its index. */
record PlaceSettings(
        @Default("data/warehouse/paimon") Path warehouse,
        @Default("crypto") String database,
        @Default("data/lancer") Path folder,
        @Default("data/secrets/token") Path token) {}
