export default {
  login: {
    title: "登录",
    email: "邮箱",
    emailNeeded: "请输入邮箱。",
    password: "密码",
    passwordNeeded: "请输入密码。",
    submit: "登录",
    wrong: "邮箱或密码不正确。",
    slow: "尝试次数过多，请一分钟后再试。",
    unreachable: "无法连接服务器，请检查网络后重试。",
  },
  logout: "退出登录",
  role: {
    administrator: "管理员",
    analyst: "分析师",
    manager: "经理",
    front_line: "一线员工",
    developer: "开发者",
  },
  me: {
    look: "语言与外观",
    sessions: "已登录的设备",
    here: "本设备",
    end: "退出",
    unknownDevice: "未知设备",
  },
};
