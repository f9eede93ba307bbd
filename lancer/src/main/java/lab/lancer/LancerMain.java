package lab.lancer;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import lab.servicekit.Config;
import lab.servicekit.ConfigException;
import lab.servicekit.ConfigSources;
import lab.servicekit.HttpConfig;
import lab.servicekit.Metrics;
import lab.servicekit.TokenFile;

/** A pattern service on its own, beside a warm tier that others fill. */
public final class LancerMain {
    private LancerMain() {}

    static void main(String[] arguments) throws InterruptedException {
        Config config = readOrExit(arguments);
        PlaceSettings place = config.get(PlaceSettings.class);
        HttpConfig told = config.get(HttpConfig.class);
        var http =
                new HttpConfig(
                        told.bind(),
                        told.port() == 0 ? LancerConfig.PORT : told.port(),
                        told.hosts());
        var lancer =
                new Lancer(
                        LancerConfig.of(
                                http,
                                config.get(LancerSettings.class).index(place.folder()),
                                place.warehouse(),
                                place.database(),
                                config.get(LancerSettings.class).annotations()),
                        new Lancer.Surroundings(
                                InstantSource.system(),
                                Metrics.registry(),
                                TokenFile.openOrCreate(place.token()),
                                Optional.empty()));
        Runtime.getRuntime().addShutdownHook(new Thread(lancer::close, "lancer-close"));
        lancer.start();
        System.out.println("pattern service at " + lancer.uri());
        lancer.awaitClosed();
    }

    private static Config readOrExit(String[] arguments) {
        try {
            return Config.read(
                    new ConfigSources()
                            .propertiesFile(Path.of("lancer.properties"))
                            .environment(System.getenv())
                            .arguments(List.of(arguments)),
                    new Config.Section<>("lancer", PlaceSettings.class),
                    new Config.Section<>("lancer", LancerSettings.class),
                    new Config.Section<>("http", HttpConfig.class));
        } catch (ConfigException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw e;
        }
    }
}
