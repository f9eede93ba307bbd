package lab.launcher.service;

import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import lab.analyst.Analyst;
import lab.analyst.AnalystConfig;
import lab.analyst.AnalystSettings;
import lab.analyst.market.PaimonCandles;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Settings;
import lab.servicekit.Health;
import lab.servicekit.http.HttpConfig;
import lab.topics.producer.BusProducer;

/** The analyst that runs. A lab that runs on goes on without it when it fails. */
final class AnalystPart implements ServicePart {
    static final Service SERVICE =
            new Service(
                    "analyst",
                    "commentary",
                    8005,
                    "/api/latest",
                    Optional.empty(),
                    AnalystPart::start);

    private final Analyst analyst;
    private final BusProducer annotations;

    private AnalystPart(Analyst analyst, BusProducer annotations) {
        this.analyst = analyst;
        this.annotations = annotations;
    }

    static AnalystPart start(ServiceContext context) throws LabException {
        var config =
                new AnalystConfig(
                        HttpConfig.loopback(LabService.ANALYST.on(context.ports())),
                        context.own().analyst(),
                        context.address(LabService.LANCER),
                        Settings.read(context.settings(), "analyst", AnalystSettings.class));
        BusProducer annotations = context.annotations();
        try {
            var analyst =
                    new Analyst(
                            config,
                            new Analyst.Surroundings(
                                    context.clock(),
                                    context.registry(),
                                    context.token(),
                                    new PaimonCandles(
                                            context.tiers().warehouse(),
                                            context.tiers().database()),
                                    Optional.of(annotations)));
            analyst.start();
            return new AnalystPart(analyst, annotations);
        } catch (IOException | RuntimeException e) {
            annotations.close();
            throw new LabException("analyst: it must start, " + LabException.reason(e), e);
        }
    }

    /** Who comments now. */
    @Override
    public String words() {
        Analyst.Standing standing = analyst.standing();
        return standing.reason()
                .map(reason -> ", by fixed rules; " + reason)
                .orElseGet(() -> ", by " + standing.model());
    }

    /** Whether all candles that can be read are commented on, and the comments on the bus. */
    @Override
    public BooleanSupplier saidAll(BooleanSupplier hasMarket) {
        return analyst::isDone;
    }

    /** Why it comments no more, if it has failed for good. */
    @Override
    public Optional<String> failure() {
        return analyst.failure();
    }

    /** What is lost of all that it ever said. */
    @Override
    public Optional<String> note() {
        return analyst.lost();
    }

    @Override
    public Health health() {
        return analyst.health();
    }

    @Override
    public void close() throws IOException {
        try (annotations) {
            analyst.close();
        }
    }
}
