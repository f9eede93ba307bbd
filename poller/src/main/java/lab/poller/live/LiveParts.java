package lab.poller.live;

import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.Optional;
import lab.poller.recording.RecordingWriter;

/**
 * What a live feed has for whoever knows its exchange.
 *
 * @param spool where answers go
 * @param recording where what is asked for and comes as a frame is written as well
 */
public record LiveParts(
        GapLedger ledger,
        Spool spool,
        Optional<RecordingWriter> recording,
        InstantSource clock,
        HttpClient http) {}
