package lab.cli.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import lab.cli.client.NotRunning;
import lab.consensus.desk.KillSwitch;
import lab.launcher.directory.DataDir;
import lab.launcher.directory.LabException;
import lab.servicekit.http.Json;

/**
 * The kill switch as it lies on disk. Whoever may write to the data directory may set it; a desk
 * reads it before each order, so it holds for one that does not run, that starts meanwhile, or that
 * answers nobody.
 */
record DeskSwitch(DataDir data, InstantSource clock) {
    private static final String AWAY =
            "the paper desk does not run; it holds for it from its next start on";

    /** How it stands; what nobody can read is told as unknown. */
    JsonNode stands() {
        try {
            return json(new KillSwitch(data.desk(), clock).position());
        } catch (IllegalStateException e) {
            ObjectNode unknown = Json.mapper().createObjectNode();
            unknown.put("problem", LabException.reason(e));
            return unknown;
        }
    }

    /** Engages it without a desk. */
    JsonNode engage(Optional<String> reason) throws LabException {
        String text = reason.orElse("");
        if (text.length() > KillSwitch.REASON_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "--reason: must have at most %d characters, had %d"
                            .formatted(KillSwitch.REASON_LENGTH_MAX, text.length()));
        }
        KillSwitch lies = opened();
        return away(kept(() -> lies.engage(reason)));
    }

    /** Releases it without a desk. */
    JsonNode release() throws LabException {
        KillSwitch lies = opened();
        return away(kept(lies::release));
    }

    private KillSwitch.Position kept(Supplier<KillSwitch.Position> change) throws LabException {
        try {
            return change.get();
        } catch (UncheckedIOException e) {
            throw new LabException(
                    "kill switch in %s: it must be writable, %s; it stays as it was, make room for it and let this user write there"
                            .formatted(data.desk(), LabException.reason(e)),
                    e);
        }
    }

    private KillSwitch opened() throws LabException {
        if (!data.isPrepared()) {
            throw data.exists() ? NotRunning.on(data) : NotRunning.neverWas(data);
        }
        try {
            return new KillSwitch(data.desk(), clock);
        } catch (IllegalStateException e) {
            throw new LabException(LabException.reason(e), e);
        }
    }

    private static JsonNode away(KillSwitch.Position position) {
        return json(position).put("note", AWAY);
    }

    private static ObjectNode json(KillSwitch.Position position) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("engaged", position.engaged());
        position.since().ifPresent(since -> json.put("since", since.toString()));
        position.reason().ifPresent(reason -> json.put("reason", reason));
        return json;
    }
}
