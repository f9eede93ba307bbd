package lab.iggy.embedded.conformance;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lab.iggy.embedded.conformance.Transcript.Step;
import lab.iggy.junit.BrokerAddress;

/** Says to a server what the clients of a transcript say, and holds it to what it should answer. */
final class Player implements AutoCloseable {
    private static final int DEADLINE_MILLIS = 120_000;
    private static final int HEADER_BYTES = 8;

    /** A login as {@code 038-login} has it. */
    private static final String LOGIN =
            "{length} 26 00 00 00 {username} {password} 00 00 00 00 00 00 00 00";

    private record Connection(Socket socket, DataInputStream in) {}

    private final BrokerAddress server;
    private final Map<String, Connection> connections = new HashMap<>();
    private final Map<String, byte[]> remembered = new HashMap<>();
    private String current = "";

    Player(BrokerAddress server) {
        this.server = server;
        remembered.put("username", text(server.username()));
        remembered.put("password", text(server.password()));
    }

    void play(Transcript transcript) throws IOException {
        for (Step step : transcript.steps()) {
            try {
                play(step);
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError(
                        "%s.txt:%d: %s".formatted(transcript.name(), step.line(), e.getMessage()),
                        e);
            }
        }
    }

    private void play(Step step) throws IOException {
        switch (step) {
            case Step.On(_, var name, var asRoot) -> {
                current = name;
                if (!connections.containsKey(name)) {
                    connections.put(name, connect());
                }
                if (asRoot) {
                    write(Piece.of(LOGIN));
                    read().mustBe(Piece.of("00000000 04000000 00000000"), remembered);
                }
            }
            case Step.Ask(_, var request) -> write(request);
            case Step.Answer(_, var expected) -> read().mustBe(expected, remembered);
            case Step.Anything _ -> read();
            case Step.Closed _ -> mustBeClosed();
            case Step.End _ -> connection().socket().shutdownOutput();
        }
    }

    private Connection connect() throws IOException {
        var socket = new Socket(server.host(), server.port());
        socket.setSoTimeout(DEADLINE_MILLIS);
        socket.setTcpNoDelay(true);
        return new Connection(socket, new DataInputStream(socket.getInputStream()));
    }

    private Connection connection() {
        var found = connections.get(current);
        if (found == null) {
            throw new IllegalStateException("connection: none is named");
        }
        return found;
    }

    private void write(List<Piece> request) throws IOException {
        connection().socket().getOutputStream().write(bytes(request));
    }

    private byte[] bytes(List<Piece> request) {
        var out = new ByteArrayOutputStream();
        for (int at = 0; at < request.size(); at++) {
            switch (request.get(at)) {
                case Piece.Bytes(var value) -> out.writeBytes(value);
                case Piece.Remembered(var name) -> out.writeBytes(what(name));
                case Piece.Length() -> {
                    byte[] behind = bytes(request.subList(at + 1, request.size()));
                    out.writeBytes(littleEndian(behind.length));
                    out.writeBytes(behind);
                    return out.toByteArray();
                }
                case Piece.Masked(var name, _) ->
                        throw new IllegalArgumentException(name + ": only an answer may differ");
            }
        }
        return out.toByteArray();
    }

    private byte[] what(String name) {
        var value = remembered.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + ": no answer had it");
        }
        return value;
    }

    private Answer read() throws IOException {
        var in = connection().in();
        var header = in.readNBytes(HEADER_BYTES);
        if (header.length < HEADER_BYTES) {
            throw new EOFException("connection closed instead of an answer");
        }
        int length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(Integer.BYTES);
        var answer = ByteBuffer.allocate(HEADER_BYTES + length).put(header);
        in.readFully(answer.array(), HEADER_BYTES, length);
        return new Answer(answer.array());
    }

    private void mustBeClosed() throws IOException {
        try {
            int next = connection().in().read();
            if (next >= 0) {
                throw new AssertionError("expected a closed connection, had byte " + next);
            }
        } catch (SocketException e) {
            // A reset is an end, too
        }
    }

    private static byte[] text(String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + bytes.length).put((byte) bytes.length).put(bytes).array();
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    @Override
    public void close() throws IOException {
        for (Connection each : connections.values()) {
            each.socket().close();
        }
    }
}
