package lab.domain;

import static lab.domain.Checks.broken;

/**
 * Who holds balances: a trader, or one of the three accounts of the house.
 *
 * <p>What comes into a trader's account came out of another: {@link #BANK} gives funds, {@link
 * #MARKET} is the other side of every trade, {@link #FEES} gets the fees. A trader cannot take
 * their names, which begin with a character that is not theirs.
 *
 * @param name 1 to 32 of {@code a-z 0-9 -}, or {@code @bank}, {@code @market}, {@code @fees}
 */
public record Account(String name) implements Comparable<Account> {
    public static final Account BANK = new Account("@bank");
    public static final Account MARKET = new Account("@market");
    public static final Account FEES = new Account("@fees");

    private static final int LENGTH_MAX = 32;

    public Account {
        boolean isOfTheHouse =
                name.equals("@bank") || name.equals("@market") || name.equals("@fees");
        if (!isOfTheHouse && !isTraders(name)) {
            throw broken(
                    "account: must be 1 to %d of a-z 0-9 -, was %s",
                    LENGTH_MAX, Decimal8.quoted(name));
        }
    }

    /**
     * Reads the name of a trader.
     *
     * @throws IllegalArgumentException if it is no trader's, though it may be one of the house
     */
    public static Account trader(String name) {
        if (!isTraders(name)) {
            throw broken(
                    "account: must be 1 to %d of a-z 0-9 -, was %s",
                    LENGTH_MAX, Decimal8.quoted(name));
        }
        return new Account(name);
    }

    /** Whether its balances may never be below zero. */
    public boolean isTrader() {
        return name.charAt(0) != '@';
    }

    private static boolean isTraders(String name) {
        if (name.isEmpty() || name.length() > LENGTH_MAX) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(Account other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
