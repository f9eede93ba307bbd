package lab.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import lab.launcher.bus.BrokerAccess;
import lab.launcher.bus.BrokerAddress;
import lab.launcher.bus.BusCheck;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.Environment;
import lab.launcher.directory.LabException;
import lab.launcher.directory.MarketOfDirectory;
import lab.launcher.directory.Ports;
import lab.launcher.process.ControlFile;
import lab.launcher.process.Parts;
import lab.launcher.process.Rank;
import lab.launcher.process.StopSignal;
import lab.launcher.service.DeskChoice;
import lab.launcher.service.LabService;
import lab.launcher.service.ServiceContext;
import lab.launcher.service.ServicePart;
import lab.launcher.service.ServiceProcess;
import lab.launcher.status.PartsCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one service in a process of its own, beside a lab that was started without it. */
public final class ServiceRun {
    private static final Logger log = LoggerFactory.getLogger(ServiceRun.class);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final LabService service;
    private final ServiceContext context;
    private final Consumer<String> say;

    private ServiceRun(LabService service, ServiceContext context, Consumer<String> say) {
        this.service = service;
        this.context = context;
        this.say = say;
    }

    /**
     * Of a lab's data directory, which that lab has made.
     *
     * @param broker one of its own, whose user and password the environment holds
     * @param say takes lines for the user
     */
    public static ServiceRun of(
            LabService service,
            DataDir data,
            Ports ports,
            Optional<BrokerAddress> broker,
            Map<String, String> environment,
            InstantSource clock,
            Consumer<String> say)
            throws LabException {
        if (!Files.exists(data.iggyLogin())) {
            throw new LabException(
                    "data directory %s: a lab must have been started on it, was none; start one with ./lab up --without %s --data %s"
                            .formatted(data, service, data));
        }
        BrokerAccess access =
                broker.isPresent()
                        ? BrokerAccess.foreign(broker.get(), data, environment)
                        : BrokerAccess.ofLab(data, ports);
        return new ServiceRun(
                service,
                ServiceContext.of(Environment.live(data), ports, ports, environment, access, clock)
                        .on(MarketOfDirectory.clock(data), DeskChoice.OF_SETTINGS),
                say);
    }

    /** A part that will not work again would stand there for nothing. */
    static void awaitEnd(ServicePart part, String name, CountDownLatch stopped)
            throws LabException, InterruptedException {
        while (!stopped.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
            Optional<String> failure = part.failure();
            if (failure.isPresent()) {
                String words = new PartsCheck.Part(name, part::failure).words(failure.get());
                log.error("service failed: {}", words);
                throw new LabException(words);
            }
        }
    }

    /**
     * Returns when it has stopped, as it was asked to.
     *
     * @throws LabException if it has failed for good
     */
    public void run(StopSignal stop) throws LabException, InterruptedException {
        run(stop, () -> {});
    }

    /**
     * The same.
     *
     * @param ready is called once it works
     */
    public void run(StopSignal stop, Runnable ready) throws LabException, InterruptedException {
        Ports.Named port = service.port(context.ports());
        if (!Ports.isFree(port.number())) {
            throw new LabException(
                    "port %d (%s): it must be free, another program listens there; the lab starts without it by --without %s"
                            .formatted(port.number(), port.what(), service));
        }
        var stopped = new CountDownLatch(1);
        try (var parts = new Parts()) {
            ServicePart part = parts.add(Rank.SERVICE, service.start(context));
            if (!service.service().followsBus()) {
                BusCheck.addTo(part.health(), context.bus());
            }
            part.tablesAreThere();
            ServiceProcess.ofThis(service).writeTo(context.environment().data());
            stop.whenGiven(stopped::countDown);
            ready.run();
            say.accept(
                    "%s at http://localhost:%d, of the lab in %s; Ctrl-C stops it"
                            .formatted(port.what(), port.number(), context.environment().data()));
            if (ControlFile.running(context.environment().data()).isEmpty()) {
                say.accept("the lab does not run; it is waited for");
            }
            awaitEnd(part, port.what(), stopped);
            say.accept("stopping");
        }
        try {
            ServiceProcess.forget(service, context.environment().data());
        } catch (IOException e) {
            log.warn("service ends and is still said to run service={}", service, e);
        }
        log.info("service ends service={}", service);
    }
}
