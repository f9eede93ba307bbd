package lab.consensus.desk;

import lab.domain.Account;
import lab.domain.OrderId;
import lab.domain.clearing.Request;

/** What names a request for ever. */
record RequestKey(Account account, OrderId orderId) {
    static RequestKey of(Request request) {
        return new RequestKey(request.account(), request.orderId());
    }
}
