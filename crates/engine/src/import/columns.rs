//! Which column of a file is which field.

use super::Row;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One customer per row.
    Customers,
    /// One order, or one line of an order with one product, per row.
    Orders,
    /// One review per row.
    Reviews,
}

/// A field with the names that columns have for it; a name is met whatever its case, spaces and `_`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in messages.
    pub name: &'static str,
    /// Other names of the column.
    aliases: &'static [&'static str],
    /// Which kinds of files may have it.
    kinds: &'static [Kind],
}

const ALL: &[Kind] = &[Kind::Customers, Kind::Orders, Kind::Reviews];
const EVENTS: &[Kind] = &[Kind::Orders, Kind::Reviews];
const ORDERS: &[Kind] = &[Kind::Orders];
const REVIEWS: &[Kind] = &[Kind::Reviews];
const CUSTOMERS: &[Kind] = &[Kind::Customers];

const fn field(name: &'static str, aliases: &'static [&'static str], kinds: &'static [Kind]) -> Field {
    Field { name, aliases, kinds }
}

/// Fields that say who: the names of traits by which customers are found.
pub(super) const IDENTITIES: [&str; 7] =
    ["user_id", "member_no", "unionid", "openid", "phone", "email", "anonymous_id"];

const FIELDS: [Field; 28] = [
    field("user_id", &["customer_id", "customer", "uid", "用户id", "用户编号", "客户编号", "顾客编号"], ALL),
    field("member_no", &["member", "member_id", "card_no", "会员号", "会员卡号", "会员编号"], ALL),
    field("unionid", &["union_id"], ALL),
    field("openid", &["open_id", "wechat_openid"], ALL),
    field("phone", &["mobile", "tel", "phone_number", "手机", "手机号", "手机号码", "电话", "联系电话"], ALL),
    field("email", &["e-mail", "mail", "邮箱", "电子邮箱", "电子邮件"], ALL),
    field("anonymous_id", &["device_id", "设备号"], ALL),
    field("name", &["full_name", "customer_name", "姓名", "顾客姓名", "客户姓名"], CUSTOMERS),
    field("email_marketing", &["email_consent", "accepts_marketing", "接受邮件营销"], CUSTOMERS),
    field(
        "time",
        &[
            "date",
            "datetime",
            "created_at",
            "ordered_at",
            "order_date",
            "order_time",
            "paid_at",
            "reviewed_at",
            "时间",
            "日期",
            "下单时间",
            "支付时间",
            "评价时间",
        ],
        ALL,
    ),
    field("order_id", &["order", "order_no", "order_number", "订单号", "订单编号"], EVENTS),
    field(
        "total",
        &["amount", "order_amount", "total_price", "金额", "订单金额", "实付金额", "总价"],
        ORDERS,
    ),
    field("currency", &["币种"], ORDERS),
    field(
        "unit",
        &["store", "store_id", "store_code", "shop", "branch", "门店", "门店编号", "门店编码"],
        EVENTS,
    ),
    field("staff", &["clerk", "waiter", "员工", "服务员", "店员"], EVENTS),
    field("group", &["chat_group", "群", "群编号"], EVENTS),
    field("channel", &["sales_channel", "渠道"], EVENTS),
    field("coupon", &["voucher", "优惠券"], ORDERS),
    field("product_id", &["sku", "item_id", "dish_id", "商品编号", "菜品编号"], EVENTS),
    field("product_name", &["product", "item", "dish", "商品", "商品名称", "菜品", "菜品名称"], ORDERS),
    field("category", &["product_category", "品类", "分类", "类别"], ORDERS),
    field("quantity", &["qty", "count", "数量", "份数"], ORDERS),
    field("price", &["unit_price", "单价"], ORDERS),
    field("rating", &["stars", "score", "评分", "星级"], REVIEWS),
    field("rating_max", &["满分"], REVIEWS),
    field("text", &["review", "comment", "content", "body", "评论", "评价", "内容", "评价内容"], REVIEWS),
    field("title", &["标题"], REVIEWS),
    field("language", &["lang", "locale", "语言"], CUSTOMERS),
];

/// A `--map` that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unmapped {
    /// The file has no such column.
    #[error("the file has no column `{0}`; it has {1}")]
    Column(String, String),
    /// There is no such field.
    #[error("there is no field `{0}`; there are {1}")]
    Field(String, String),
}

/// Which column is which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// What the file holds.
    pub kind: Kind,
    /// Field and column.
    pub mapped: Vec<(&'static str, String)>,
    /// Columns that are no field; of customers they become traits, else properties, by their own name.
    pub others: Vec<String>,
}

impl Columns {
    /// Follows what the user said (column, field), and guesses the rest by the names of the columns. An
    /// exact name counts more than another name of the field.
    pub fn find(kind: Kind, header: &[String], said: &[(String, String)]) -> Result<Self, Unmapped> {
        let fields: Vec<&Field> = FIELDS.iter().filter(|field| field.kinds.contains(&kind)).collect();
        let mut mapped: Vec<(&'static str, String)> = Vec::new();
        for (column, name) in said {
            if !header.contains(column) {
                return Err(Unmapped::Column(column.clone(), header.join(", ")));
            }
            let Some(field) = fields.iter().find(|field| field.name == name) else {
                let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
                return Err(Unmapped::Field(name.clone(), names.join(", ")));
            };
            mapped.push((field.name, column.clone()));
        }
        for exact in [true, false] {
            for column in header {
                let plain = plain(column);
                let is_it = |field: &&&Field| {
                    if exact {
                        plain_is(field.name, &plain)
                    } else {
                        field.aliases.iter().any(|name| plain_is(name, &plain))
                    }
                };
                let Some(field) = fields.iter().find(is_it) else { continue };
                if mapped.iter().all(|(name, taken)| *name != field.name && taken != column) {
                    mapped.push((field.name, column.clone()));
                }
            }
        }
        let is_mapped = |column: &&String| mapped.iter().any(|(_, taken)| taken == *column);
        let others = header.iter().filter(|column| !is_mapped(column)).cloned().collect();
        Ok(Self { kind, mapped, others })
    }

    /// A row's value of a field.
    #[must_use]
    pub fn get<'r>(&self, row: &'r Row, field: &str) -> Option<&'r str> {
        let (_, column) = self.mapped.iter().find(|(name, _)| *name == field)?;
        row.get(column)
    }

    /// The column of a field, for messages to people; the field itself when no column is mapped to it.
    #[must_use]
    pub fn column<'s>(&'s self, field: &'s str) -> &'s str {
        self.mapped.iter().find(|(name, _)| *name == field).map_or(field, |(_, column)| column.as_str())
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn plain_is(name: &str, plainly: &str) -> bool {
    plain(name) == plainly
}
