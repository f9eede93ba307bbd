@NullMarked
package lab.poller.pairs;

import org.jspecify.annotations.NullMarked;
