package lab.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import lab.files.DurableFiles;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.launcher.directory.Ports;
import lab.servicekit.http.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running lab says about itself in {@code lab.json}.
 *
 * @param processStarted with the pid tells the lab from a later process that got its number
 */
public record ControlFile(long pid, Instant processStarted, int portOffset, int consolePort) {
    private static final Logger log = LoggerFactory.getLogger(ControlFile.class);

    public static ControlFile ofThisProcess(Ports ports) {
        ProcessHandle self = ProcessHandle.current();
        return new ControlFile(self.pid(), startOf(self), ports.offset(), ports.console());
    }

    public void writeTo(DataDir data) throws IOException {
        DurableFiles.write(data.controlFile(), Json.write(this) + "\n");
    }

    /** Writes it again if somebody has removed or damaged it: every command finds the lab by it. */
    public void keepIn(DataDir data) throws IOException {
        try {
            if (running(data).equals(Optional.of(this))) {
                return;
            }
        } catch (LabException e) {
            log.warn("control file was damaged and is written again", e);
        }
        writeTo(data);
    }

    /** The lab that runs on this data directory now. */
    public static Optional<ControlFile> running(DataDir data) throws LabException {
        if (!Files.exists(data.controlFile())) {
            return Optional.empty();
        }
        try {
            var control =
                    Json.mapper()
                            .readValue(Files.readString(data.controlFile()), ControlFile.class);
            return control.process().isPresent() ? Optional.of(control) : Optional.empty();
        } catch (IOException e) {
            throw new LabException(
                    "%s: it must say which lab runs there, cannot be read (%s); if none does, ./lab up writes it anew; if one does, end it by Ctrl-C or kill, its pid is in %s"
                            .formatted(data.controlFile(), LabException.reason(e), data.lockFile()),
                    e);
        }
    }

    /** Its process, if that lives and is the one that wrote this. */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> startOf(process).equals(processStarted));
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
