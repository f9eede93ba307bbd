package lab.cli.doctor;

import java.util.Locale;

/**
 * What the doctor found about one thing.
 *
 * @param told how it is, and where it is not well what to do
 */
record Finding(Verdict verdict, String thing, String told) {
    enum Verdict {
        OK,
        /** Something will not work, the lab as a whole will. */
        WARN,
        FAIL
    }

    static Finding ok(String thing, String told) {
        return new Finding(Verdict.OK, thing, told);
    }

    static Finding warn(String thing, String told) {
        return new Finding(Verdict.WARN, thing, told);
    }

    static Finding fail(String thing, String told) {
        return new Finding(Verdict.FAIL, thing, told);
    }

    String line() {
        return "%-5s %-10s %s".formatted(verdict.name().toLowerCase(Locale.ROOT), thing, told);
    }
}
