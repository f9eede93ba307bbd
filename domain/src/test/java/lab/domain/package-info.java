@NullMarked
package lab.domain;

import org.jspecify.annotations.NullMarked;
