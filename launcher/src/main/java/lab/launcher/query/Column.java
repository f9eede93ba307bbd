package lab.launcher.query;

/** A column of an answer, with its type as SQL writes it. */
public record Column(String name, String type) {

    /** Numbers stand right in a table. */
    public boolean isNumeric() {
        return type.startsWith("DECIMAL")
                || type.contains("INT")
                || type.startsWith("DOUBLE")
                || type.startsWith("FLOAT");
    }
}
