package lab.launcher.service;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import lab.lancer.Lancer;
import lab.lancer.LancerConfig;
import lab.lancer.LancerSettings;
import lab.lancer.index.IndexException;
import lab.lancer.index.PatternIndex;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Settings;
import lab.launcher.tables.PatternFiles;
import lab.servicekit.Health;
import lab.servicekit.http.HttpConfig;
import lab.topics.producer.BusProducer;

/** The pattern service that runs. A lab that runs on goes on without it when it fails. */
final class LancerPart implements ServicePart {
    static final Service SERVICE =
            new Service(
                    "pattern service",
                    "patterns",
                    8003,
                    "/api/signals",
                    Optional.empty(),
                    LancerPart::start);

    /** The second one began when all that it has to see was there. */
    private static final int LOOKS = 2;

    private final Lancer lancer;
    private final BusProducer annotations;

    private LancerPart(Lancer lancer, BusProducer annotations) {
        this.lancer = lancer;
        this.annotations = annotations;
    }

    /** One that another process has the index of has nothing to do. */
    static LancerPart start(ServiceContext context) throws LabException {
        LancerConfig config = config(context);
        try {
            PatternIndex.checkFree(config.index());
        } catch (IndexException e) {
            throw new LabException("pattern service: " + e.getMessage(), e);
        }
        BusProducer annotations = context.annotations();
        try {
            var lancer =
                    new Lancer(
                            config,
                            new Lancer.Surroundings(
                                    context.clock(),
                                    context.registry(),
                                    context.token(),
                                    Optional.of(annotations)));
            lancer.start();
            return new LancerPart(lancer, annotations);
        } catch (RuntimeException e) {
            annotations.close();
            throw new LabException("pattern service: it must start, " + LabException.reason(e), e);
        }
    }

    private static LancerConfig config(ServiceContext context) throws LabException {
        LancerSettings settings = Settings.read(context.settings(), "lancer", LancerSettings.class);
        try {
            return LancerConfig.of(
                    HttpConfig.loopback(LabService.LANCER.on(context.ports())),
                    settings.index(context.own().lancer()),
                    PatternFiles.warehouse(context.tiers()),
                    context.tiers().database(),
                    settings.annotations());
        } catch (IllegalArgumentException e) {
            throw new LabException("settings of lancer: " + LabException.reason(e), e);
        }
    }

    /** Why it follows the market no more, if it has failed for good. */
    @Override
    public Optional<String> failure() {
        return lancer.failure();
    }

    @Override
    public Health health() {
        return lancer.health();
    }

    /** See {@link Lancer#idleLooks}. */
    @Override
    public BooleanSupplier saidAll(BooleanSupplier hasMarket) {
        long enough = lancer.idleLooks() + LOOKS;
        return () -> lancer.idleLooks() >= enough;
    }

    @Override
    public void close() {
        lancer.close();
        annotations.close();
    }
}
