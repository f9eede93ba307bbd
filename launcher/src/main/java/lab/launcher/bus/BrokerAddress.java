package lab.launcher.bus;

/** A broker that runs already. */
public record BrokerAddress(String host, int port) {
    private static final int PORT_MAX = 65_535;

    /** Reads what stands after {@code --iggy}. */
    public static BrokerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon > 0) {
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                if (port > 0 && port <= PORT_MAX) {
                    return new BrokerAddress(text.substring(0, colon), port);
                }
            } catch (NumberFormatException e) {
                // told below
            }
        }
        throw new IllegalArgumentException("iggy: must be HOST:PORT, was '%s'".formatted(text));
    }
}
