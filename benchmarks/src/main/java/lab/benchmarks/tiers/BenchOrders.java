package lab.benchmarks.tiers;

import java.math.BigDecimal;
import java.util.Locale;
import lab.domain.Account;
import lab.domain.Asset;
import lab.domain.EventTime;
import lab.domain.OrderId;
import lab.domain.Side;
import lab.domain.clearing.FundRequest;
import lab.domain.clearing.OrderRequest;
import lab.domain.clearing.Remarks;
import lab.domain.clearing.Request;
import lab.topics.Topic;
import lab.topics.codec.OrderCodec;
import lab.topics.producer.BusProducer;

/** Accounts that buy and sell by turns, a little of every pair, and can always afford it. */
final class BenchOrders {
    static final int ACCOUNTS = 120;
    private static final BigDecimal FUNDS = new BigDecimal("1000000000");
    private static final BigDecimal QUANTITY = new BigDecimal("0.01");

    private BenchOrders() {}

    /** One for each account. */
    static void fund(BusProducer producer, long micros) throws InterruptedException {
        for (int account = 0; account < ACCOUNTS; account++) {
            send(
                    producer,
                    new FundRequest(
                            new OrderId("fund-" + account),
                            account(account),
                            EventTime.ofMicros(micros),
                            new Asset("USD"),
                            FUNDS));
        }
    }

    /** Orders are numbered from 0; each account sells what it bought with its order before. */
    static void send(BusProducer producer, long number, long micros) throws InterruptedException {
        long round = number / ACCOUNTS;
        Side side = round % 2 == 0 ? Side.BUY : Side.SELL;
        int pair = (int) ((number + round / 2) % BenchTick.PAIRS);
        send(
                producer,
                new OrderRequest(
                        new OrderId("order-" + number),
                        account((int) (number % ACCOUNTS)),
                        EventTime.ofMicros(micros),
                        BenchTick.pair(pair),
                        side.name().toUpperCase(Locale.ROOT),
                        QUANTITY,
                        Remarks.NONE));
    }

    private static Account account(int number) {
        return new Account("trader-" + number);
    }

    private static void send(BusProducer producer, Request request) throws InterruptedException {
        producer.send(Topic.ORDERS, request.account().name(), OrderCodec.encode(request));
    }
}
