package lab.launcher.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import lab.files.DurableFiles;
import lab.files.KeptFile;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;

/**
 * A service that was started in a process of its own, as its file in the data directory says. The
 * file goes when the service is stopped; one whose process is gone was killed, or has crashed.
 *
 * @param processStarted with the pid tells it from a later process that got its number
 */
public record ServiceProcess(LabService service, long pid, Instant processStarted) {
    private static final int FORMAT = 1;
    public static final KeptFile KEPT =
            new KeptFile(
                    "a service that was started",
                    "service-*.json",
                    KeptFile.Form.JSON,
                    FORMAT,
                    "start the service anew with ./lab service");

    public static ServiceProcess ofThis(LabService service) {
        ProcessHandle self = ProcessHandle.current();
        return new ServiceProcess(service, self.pid(), startOf(self));
    }

    public void writeTo(DataDir data) throws LabException {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("format", FORMAT);
        json.put("pid", pid);
        json.put("process_started", processStarted.toString());
        try {
            DurableFiles.write(data.serviceFile(service.toString()), json + "\n");
        } catch (IOException e) {
            throw new LabException(
                    "%s: it must be possible to say that it runs, %s"
                            .formatted(service, LabException.reason(e)),
                    e);
        }
    }

    /** Nobody expects it to run any more. */
    public static void forget(LabService service, DataDir data) throws IOException {
        Files.deleteIfExists(data.serviceFile(service.toString()));
    }

    /** The one that was started last, unless it was stopped as it should be. */
    public static Optional<ServiceProcess> lastOf(LabService service, DataDir data)
            throws LabException {
        Path file = data.serviceFile(service.toString());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = Json.mapper().readTree(Files.readString(file));
            int format = json.path("format").asInt();
            if (format != FORMAT) {
                throw new LabException(
                        "%s: it must have format %d, has %d; start the service anew with ./lab service %s --data %s"
                                .formatted(file.getFileName(), FORMAT, format, service, data));
            }
            return Optional.of(
                    new ServiceProcess(
                            service,
                            json.path("pid").asLong(),
                            Instant.parse(json.path("process_started").asText())));
        } catch (IOException | DateTimeException e) {
            throw new LabException(
                    "%s: it must be readable, %s; start the service anew with ./lab service %s --data %s"
                            .formatted(file.getFileName(), LabException.reason(e), service, data),
                    e);
        }
    }

    /** Whether its process still lives. */
    public boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process).equals(processStarted))
                .isPresent();
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
